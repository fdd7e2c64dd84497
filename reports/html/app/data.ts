/** The page's data: JSON, compressed, in base64, in an element of its own. */
export async function readData<Data>(): Promise<Data> {
  const base64 = document.getElementById("data")!.textContent ?? "";
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).json()) as Data;
}
