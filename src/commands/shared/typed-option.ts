import { Option } from 'commander';

declare const FLAGS: unique symbol;

/** An option that knows under which key of the flags its value is, and of which type. */
export type TypedOption<Flags = unknown> = Option & { readonly [FLAGS]?: Flags };

/** `image-size` of `-s, --image-size <pixels>`. */
type LongName<Spec extends string> = Spec extends `${string}--${infer Rest}`
  ? Rest extends `${infer Name} ${string}`
    ? Name
    : Rest
  : never;

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** The key of a value among the flags, as commander makes it: `imageSize`. */
type KeyOf<Spec extends string> = CamelCase<LongName<Spec>>;

type Optional<Spec extends string, Value> = Readonly<Partial<Record<KeyOf<Spec>, Value>>>;
type Required<Spec extends string, Value> = Readonly<Record<KeyOf<Spec>, Value>>;

type Intersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (value: infer All) => void
  ? All
  : never;

type FlagsIn<Each> = Each extends { readonly [FLAGS]?: infer Flags } ? Exclude<Flags, undefined> : never;

/** The flags of a command, from its options; what is absent was not given. */
export type FlagsOf<Options extends () => readonly TypedOption[]> = {
  [Key in keyof Intersection<FlagsIn<ReturnType<Options>[number]>>]: Intersection<
    FlagsIn<ReturnType<Options>[number]>
  >[Key];
};

/** Reads a value: gets the name of its option for its errors. */
export type Parse<Value> = (name: string) => (text: string) => Value;

/** An option with a value. */
export function valueOption<const Spec extends string, Value>(
  spec: Spec,
  description: string,
  parse: Parse<Value>,
): TypedOption<Optional<Spec, Value>> {
  const option = new Option(spec, description);
  return option.argParser(parse(`--${option.name()}`));
}

/** An option with a value that has a default. */
export const defaultOption = <const Spec extends string, Value>(
  spec: Spec,
  description: string,
  parse: Parse<Value>,
  initial: Value,
): TypedOption<Required<Spec, Value>> => {
  const option = new Option(spec, description);
  return option.argParser(parse(`--${option.name()}`)).default(initial, String(initial));
};

/** An option without a value. */
export const flagOption = <const Spec extends string>(
  spec: Spec,
  description: string,
): TypedOption<Optional<Spec, boolean>> => new Option(spec, description);

/** An option that turns off what is on unless it is given: `--no-auto-orient` is `autoOrient: false`. */
export const offOption = <const Spec extends `--no-${string}`>(
  spec: Spec,
  description: string,
): TypedOption<Required<Spec extends `--no-${infer Name}` ? `--${Name}` : never, boolean>> =>
  new Option(spec, description);

/** An option with a value that must be given. */
export const mandatoryOption = <const Spec extends string, Value>(
  spec: Spec,
  description: string,
  parse: Parse<Value>,
): TypedOption<Required<Spec, Value>> => {
  const option = new Option(spec, description);
  return option.argParser(parse(`--${option.name()}`)).makeOptionMandatory();
};

/** An option with a value that must be given, and may be given several times: all of them, in their order. */
export const mandatoryListOption = <const Spec extends string>(
  spec: Spec,
  description: string,
): TypedOption<Required<Spec, readonly string[]>> => {
  const option = new Option(spec, description);
  return option
    .argParser<readonly string[] | undefined>((value, before) => [...(before ?? []), value])
    .makeOptionMandatory();
};
