import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { PROJECT, startCli } from '../../support/cli.ts';
import { type Answer, sendFile, status, useFileServers } from '../../support/programs/file-server.ts';

/** Signed by itself, for localhost, until 2126: `openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=…`. */
const FIXTURES = path.join(PROJECT, 'test/fixtures/https');
const CERTIFICATE = path.join(FIXTURES, 'certificate.pem');
const PHOTOGRAPH = path.join(PROJECT, 'datasets/sample/Guest/Guest_0001.jpg');

const servePlain = useFileServers();
let encrypted: Server | undefined;

afterEach(async () => {
  encrypted?.closeAllConnections();
  await new Promise((resolve) => encrypted?.close(resolve));
});

async function serveEncrypted(answer: Answer): Promise<string> {
  const key = readFileSync(path.join(FIXTURES, 'key.pem'));
  encrypted = createServer({ key, cert: readFileSync(CERTIFICATE) }, answer).listen(0, 'localhost');
  await once(encrypted, 'listening');
  return `https://localhost:${(encrypted.address() as AddressInfo).port}`;
}

/** Compares the photograph at an address with itself. */
const compare = (address: string) => {
  const args = ['compare', address, PHOTOGRAPH, '--allow-network', '--model', 'mobilefacenet'];
  return startCli(args, { env: { NODE_EXTRA_CA_CERTS: CERTIFICATE } }).result;
};

test('a redirect from https to http is refused before the other server is asked', async () => {
  const plain = await servePlain(sendFile(readFileSync(PHOTOGRAPH)));
  const url = await serveEncrypted(status(302, { location: `${plain.url}/a.jpg` }));
  const { exitCode, stderr } = await compare(`${url}/a.jpg`);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining('the server redirects to an address of http://, which is not followed'),
  });
  expect(plain.requests).toEqual([]);
});

test('a redirect from https to https is followed', async () => {
  const url = await serveEncrypted((request, response) => {
    if (request.url === '/a.jpg') status(302, { location: '/b.jpg' })(request, response);
    else sendFile(readFileSync(PHOTOGRAPH))(request, response);
  });
  expect(await compare(`${url}/a.jpg`)).toMatchObject({ exitCode: 0 });
});
