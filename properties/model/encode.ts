/** A state as text, the same for the same state however it came about: what the search tells states apart by. */
import { hosts, type DiskName, type Replica, type SentRequest, type State } from "./state.ts";
import type { Known, Record as ArbiterRecord } from "./record.ts";

export function encodeState(state: State): string {
  const { record, persisted, fence, remembered, requests, replies, acknowledged, writes, disks, left } = state;
  let text = "";
  for (const host of hosts) text += encodeReplica(state.replicas[host]);
  text += `${encodeRecord(record)};${persisted ? encodeRecord(persisted) : ""};${fence};${encodeSorted(remembered)}`;
  text += `;${requests.map(encodeRequest).toSorted().join()}`;
  text += `;${replies
    .map(({ request, granted, record: answer }) => `${encodeRequest(request)}${granted}${encodeRecord(answer)}`)
    .toSorted()
    .join()}`;
  text += `;${encodeSorted(acknowledged)}`;
  text += `;${writes
    .map(({ by, item, disk, value }) => `${by} ${item} ${disk} ${value}`)
    .toSorted()
    .join()}`;
  for (const name in disks) text += `;${disks[name as DiskName].join()}`;
  text += `;${state.released};${state.frames};${state.ran}`;
  const { crash, back, suspect, lost, copy, restart, arm, movePrimary, moveBackup, cold, off } = left;
  return `${text};${crash}${back}${suspect}${lost}${copy}${restart}${arm}${movePrimary}${moveBackup}${cold}${off}`;
}

function encodeReplica(one: Replica): string {
  const { attempt, role, history, known, request, again, tries, lost, note, partial } = one;
  let text = `${attempt}${role} ${history}`;
  if (role === "idle") return `${text};`;
  text += ` ${encodeKnown(known)} ${request?.id ?? ""} ${again ? 1 : 0}${tries}${lost ? 1 : 0}${note}${partial ? 1 : 0}`;
  const { handed, skip, issued, clone, seen, stopped, power, epochs, dropped } = one;
  text += ` ${handed}${skip} `;
  for (const item in issued) text += `${item}${issued[item]}`;
  if (clone) text += ` ${clone.id}${clone.kind}${clone.cut ? 1 : 0}${clone.inStep ? 1 : 0}`;
  text += ` ${encodeSorted(seen)} ${stopped ? 1 : 0}${power}`;
  for (const { end, handed: through } of epochs) text += ` ${end}.${through}`;
  return `${text} ${encodeSorted(dropped)};`;
}

const encodeKnown = ({ version, generation, owner, backup }: Known): string =>
  `${version}.${generation}.${owner}.${backup}`;

const encodeRecord = (record: ArbiterRecord): string => `${encodeKnown(record)}.${record.state}.${record.request}`;

/** Ids are never used again, but the record that a request expects may differ where replicas compare less than all of it. */
const encodeRequest = ({ id, expected, checked }: SentRequest): string =>
  `${id} ${encodeKnown(expected)}${checked ? "!" : ""}`;

function encodeSorted(values: { readonly [key: string]: number | boolean }): string {
  const keys = Object.keys(values);
  if (keys.length > 1) keys.sort();
  let text = "";
  for (const key of keys) text += `${key}=${values[key]},`;
  return text;
}
