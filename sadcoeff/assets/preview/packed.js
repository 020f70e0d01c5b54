// Named arrays in one gzip file: see sadcoeff/face/packed.py, which tells the layout.
const KINDS = {
  u1: Uint8Array, i2: Int16Array, u2: Uint16Array, f4: Float32Array,
};

// Each array flat, as it is stored, with its scale: `points`, `quads`, ...
export async function loadPacked(url) {
  const packed = (await fetch(url)).body.pipeThrough(new DecompressionStream('gzip'));
  const buffer = await new Response(packed).arrayBuffer();
  const length = new Uint32Array(buffer, 0, 1)[0];
  const header = new TextDecoder().decode(new Uint8Array(buffer, 4, length));
  const arrays = {};
  let at = 4 + length;
  for (const [name, kind, shape, scale] of JSON.parse(header)) {
    const values = new KINDS[kind](buffer, at, shape.reduce((a, b) => a * b, 1));
    arrays[name] = { values, shape, scale };
    at += values.byteLength + (4 - values.byteLength % 4) % 4;
  }
  return arrays;
}
