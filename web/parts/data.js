// Reads what the page carries, a run or the comparison of two: as JSON, or packed by gzip and base64 when it is large.

/** @returns {Promise<RunData | Comparison>} */
export async function readDocument() {
  const holder = document.getElementById('run-data');
  if (!holder) throw new Error('the page has no data');
  const text = holder.textContent || '';
  if (holder.getAttribute('type') === 'application/json') return JSON.parse(text);
  const packed = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(plain).text());
}
