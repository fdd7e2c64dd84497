/** The heap as V8 sees it, private fields included: which objects can be reached from which. */
import { Session } from "node:inspector/promises";

interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[]];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly [readonly string[]];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/** What leads to code, shapes and modules, which all objects share, and not to data. */
const notData = new Set(
  "__proto__ map constructor prototype shared feedback_cell code scope_info previous extension descriptors".split(" "),
);

export class HeapGraph {
  readonly #heap: HeapSnapshot;
  readonly #firstEdge: number[] = [];
  readonly #nodeSize: number;
  readonly #edgeSize: number;

  private constructor(heap: HeapSnapshot) {
    this.#heap = heap;
    const { node_fields, edge_fields } = heap.snapshot.meta;
    this.#nodeSize = node_fields.length;
    this.#edgeSize = edge_fields.length;
    const countAt = node_fields.indexOf("edge_count");
    let edge = 0;
    for (let node = 0; node < heap.nodes.length; node += this.#nodeSize) {
      this.#firstEdge.push(edge);
      edge += heap.nodes[node + countAt] * this.#edgeSize;
    }
    this.#firstEdge.push(edge);
  }

  static async take(): Promise<HeapGraph> {
    const session = new Session();
    session.connect();
    const chunks: string[] = [];
    session.on("HeapProfiler.addHeapSnapshotChunk", ({ params }) => chunks.push(params.chunk));
    await session.post("HeapProfiler.takeHeapSnapshot");
    session.disconnect();
    return new HeapGraph(JSON.parse(chunks.join("")) as HeapSnapshot);
  }

  /** Objects of a class, by its name, that have these fields. */
  instances(className: string): number[] {
    const found: number[] = [];
    for (let node = 0; node < this.#heap.nodes.length; node += this.#nodeSize) {
      if (this.#type(node) === "object" && this.name(node) === className) found.push(node);
    }
    return found;
  }

  /** All data that can be reached from an object, what closures hold included; code, shapes and modules left out. */
  reachable(from: number): Set<number> {
    const seen = new Set([from]);
    const todo = [from];
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      for (const [name, to] of this.edges(node)) {
        if (notData.has(name) || seen.has(to) || !this.#isData(to)) continue;
        seen.add(to);
        todo.push(to);
      }
    }
    return seen;
  }

  /** Functions and the scopes that bind them. */
  isCode(node: number): boolean {
    return this.#type(node) === "closure" || this.name(node) === "system / Context";
  }

  #isData(node: number): boolean {
    if (this.name(node) === "system / Context") return this.field(node, "extension") === undefined;
    return ["object", "array", "native", "closure"].includes(this.#type(node));
  }

  *edges(node: number): Iterable<readonly [string, number]> {
    const { edges, strings } = this.#heap;
    const { edge_types } = this.#heap.snapshot.meta;
    const index = node / this.#nodeSize;
    for (let edge = this.#firstEdge[index]; edge < this.#firstEdge[index + 1]; edge += this.#edgeSize) {
      const type = edge_types[0][edges[edge]];
      if (type === "weak") continue;
      yield [type === "element" ? String(edges[edge + 1]) : strings[edges[edge + 1]], edges[edge + 2]];
    }
  }

  /** What a field of an object refers to. */
  field(node: number, name: string): number | undefined {
    for (const [edge, to] of this.edges(node)) if (edge === name) return to;
    return undefined;
  }

  name(node: number): string {
    return this.#heap.strings[this.#heap.nodes[node + 1]];
  }

  #type(node: number): string {
    return this.#heap.snapshot.meta.node_types[0][this.#heap.nodes[node]];
  }
}
