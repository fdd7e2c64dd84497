export interface World {
  readonly nowNs: number;
}
