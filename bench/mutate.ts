const ODD = [
  '-0', '0.0', '1e3', '1E-2', '00', '01', '1.', '.5', '-', 'NaN', 'Infinity', '1e400', '1e-400', '12345678901234567890',
  '0.1234567890123456789', '123456789.123456', '9007199254740993', 'null', 'true', 'false', 'nul', '"', '\\', '\\u0041',
  '\\ud800', '\\n', '"1e3"', '"0.5"', '" 1"', '"null"', '{}', '{', '}', '[', ']', ',', ':', ' ', '\t', '\r', '\n', '\ufeff', '"price":1,', '"url":"x",', '"a":{"b":[1,{"c":"}"}]},',
  '"a":[[[[[[]]]]]],', '"a":null,', '"context":{},', '"properties":{"revenue":"2"},', '"list":[{"p":1}],', '{"p":2},', '"__proto__":{},', '"time":5,', 'é', '😀', '\0',
].map(text => Buffer.from(text)); // prettier-ignore

const BYTES = [0x00, 0x1f, 0x22, 0x5c, 0x7f, 0x80, 0xbf, 0xc0, 0xc3, 0xe2, 0xed, 0xf0, 0xf5, 0xff];

/** One to three changes to a JSON text: bytes flipped, put in or taken out, odd pieces of JSON put in or over what was there. */
export function mutate(text: Buffer, random: () => number): Buffer {
  let bytes = text;
  const pick = (n: number): number => Math.floor(random() * n);
  for (let changes = 1 + pick(3); changes > 0; changes--) {
    const at = pick(bytes.length + 1);
    const rest = (skip: number): Buffer => bytes.subarray(Math.min(bytes.length, at + skip));
    const head = bytes.subarray(0, at);
    switch (pick(7)) {
      case 0: {
        bytes = Buffer.from(bytes);
        if (at < bytes.length) bytes[at]! ^= 1 << pick(8);
        break;
      }
      case 1:
        bytes = Buffer.concat([head, Buffer.of(pick(256)), rest(0)]);
        break;
      case 2:
        bytes = Buffer.concat([head, rest(1 + pick(3))]);
        break;
      case 3:
        bytes = Buffer.concat([head, Buffer.of(BYTES[pick(BYTES.length)]!), rest(pick(2))]);
        break;
      case 4:
        bytes = Buffer.concat([head, ODD[pick(ODD.length)]!, rest(0)]);
        break;
      case 5:
        bytes = putAfter(bytes, 0x3a, ODD[pick(ODD.length)]!, pick);
        break;
      default:
        bytes = putAfter(bytes, 0x2c, ODD[pick(ODD.length)]!, pick);
    }
  }
  return bytes;
}

/** Puts a piece behind a colon, over the digits there, or behind a comma: where it has a chance to be JSON still. */
function putAfter(bytes: Buffer, mark: number, piece: Buffer, pick: (n: number) => number): Buffer {
  const at = bytes.indexOf(mark, pick(bytes.length + 1));
  if (at < 0) return bytes;
  let end = at + 1;
  if (mark === 0x3a) while (end < bytes.length && /[0-9.]/.test(String.fromCharCode(bytes[end]!))) end++;
  return Buffer.concat([bytes.subarray(0, at + 1), piece, bytes.subarray(end)]);
}
