import type { FastifyInstance } from 'fastify';

/** A route as the document shows it. */
interface DescribedRoute {
  readonly method: string;
  readonly url: string;
  readonly schema: RouteSchema;
}

interface RouteSchema {
  readonly summary?: string;
  readonly body?: object;
  readonly querystring?: { readonly properties?: Readonly<Record<string, object>> };
  readonly response?: Readonly<Record<string, object>>;
}

/** Collects facekit's own routes as they are registered, and answers `/openapi.json` with what they take and give. */
export function describeRoutes(app: FastifyInstance, version: string): void {
  const routes: DescribedRoute[] = [];
  app.addHook('onRoute', ({ method, url, schema }) => {
    if (!url.startsWith('/api/') || url.startsWith('/api/v1/') || !schema) return;
    for (const each of [method].flat())
      if (each !== 'HEAD') routes.push({ method: each, url, schema: schema as RouteSchema });
  });
  app.get('/openapi.json', () => openApi(routes, version));
}

function openApi(routes: readonly DescribedRoute[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'facekit', version, summary: 'Finds faces in photographs and tells whose they are.' },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } } },
    security: [{}, { key: [] }],
    paths,
  };
}

function operation({ method, url, schema }: DescribedRoute): object {
  const inPath = [...url.matchAll(/:(\w+)/g)].map(([, name]) => {
    return { name, in: 'path', required: true, schema: { type: 'string' } };
  });
  const inQuery = Object.entries(schema.querystring?.properties ?? {}).map(([name, of]) => {
    return { name, in: 'query', schema: of };
  });
  const responses = Object.entries(schema.response ?? {}).map(([status, of]) => [
    status.toUpperCase(),
    { description: status === '200' ? 'done' : 'not done', content: { 'application/json': { schema: of } } },
  ]);
  return {
    summary: schema.summary,
    ...(inPath.length + inQuery.length > 0 && { parameters: [...inPath, ...inQuery] }),
    ...bodyOf(method, schema),
    responses: Object.fromEntries(responses) as object,
  };
}

/** Photographs come as files of a form. */
function bodyOf(method: string, { body }: RouteSchema): object {
  if (body) return { requestBody: { content: { 'application/json': { schema: body } } } };
  if (method !== 'POST') return {};
  const files = { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } };
  const form = { type: 'object', properties: { file: files } };
  return { requestBody: { required: true, content: { 'multipart/form-data': { schema: form } } } };
}
