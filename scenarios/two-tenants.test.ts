/** Two VMs on the same hosts: what strikes both, what strikes one, and that each is judged by itself. */
import test from "ava";
import { mutantNamed } from "../properties/mutants/named.ts";
import { runScenario } from "../properties/run-scenario.ts";
import type { Fault } from "../sim/faults/fault.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { withVms } from "../sim/topology.ts";
import { createEnvironment } from "./environment.ts";
import { settingsOf } from "./index.ts";
import { createWorld } from "./run.ts";
import { twoTenants } from "./two-tenants.ts";

const second = 1_000_000_000;
const settings = settingsOf(twoTenants, { seconds: 8, quiet: 10 });

async function ran(schedule: readonly Fault[], mutant?: string) {
  const trace: TraceEvent[] = [];
  const observe = (event: TraceEvent) => trace.push(event);
  const result = await runScenario(twoTenants, {
    settings,
    schedule,
    observe,
    ...(mutant === undefined ? {} : { mutant: await mutantNamed(mutant) }),
  });
  const [store, bank] = result.vms!;
  return { result, trace, store, bank };
}

/** How long the clients of a VM were without an answer, in seconds, from one time to another. */
function longestGap(trace: readonly TraceEvent[], vm: string, fromNs: number, toNs: number): number {
  const times = trace.flatMap((event) => (event.kind === "response" && event.vm === vm ? [event.atNs] : []));
  const within = [fromNs, ...times.filter((atNs) => atNs > fromNs && atNs < toNs), toNs];
  return Math.max(...within.slice(1).map((atNs, index) => atNs - within[index])) / second;
}

function propertyOf(vm: { readonly properties: readonly { readonly name: string; readonly verdict: string }[] }) {
  return (name: string) => vm.properties.find((one) => one.name === name)?.verdict;
}

test("a host dies that has the primary of one and the backup of the other: each is judged by itself", async (t) => {
  const { result, trace, store, bank } = await ran([{ kind: "crash", target: "A", at: 3 * second }]);
  t.is(result.verdict, "pass");
  t.deepEqual([store.name, bank.name], ["store", "bank"]);
  // The store's backup goes live, the bank's primary goes on alone; both find a new backup.
  t.deepEqual([store.failovers.length, bank.failovers.length], [1, 0]);
  t.deepEqual([store.generations, bank.generations], [2, 1]);
  const records = trace.flatMap((event) => (event.kind === "record" ? [event] : []));
  for (const [vm, kinds] of [
    ["store", ["live", "arm"]],
    ["bank", ["alone", "arm"]],
  ] as const) {
    const own = records.filter((event) => event.vm === vm && event.request);
    t.deepEqual(
      own.map(({ request }) => request!.kind),
      kinds,
    );
    t.true(own.every(({ record }) => record.owner!.endsWith(`.${vm}`)));
  }
  for (const vm of [store, bank]) {
    const of = propertyOf(vm);
    for (const name of ["output-rule", "linearizable", "reprotected", "no-lost-output"])
      t.is(of(name), "held", vm.name);
    t.true(vm.clients.replies > 10);
  }
  // What is claimed of a backup that executes is claimed of the store alone.
  t.is(propertyOf(store)("lag-bounded"), "held");
  t.is(propertyOf(bank)("lag-bounded"), undefined);
});

test("two hosts die one after the other: both VMs fail over, and share the hosts that are left", async (t) => {
  const { result, store, bank } = await ran([
    { kind: "crash", target: "store:primary", at: 3 * second, guard: "whenProtected" },
    { kind: "crash", target: "bank:primary", at: 7 * second, guard: "whenProtected" },
  ]);
  t.is(result.verdict, "pass");
  // The second host that dies has both primaries by then.
  t.deepEqual([store.failovers.length, bank.failovers.length], [2, 1]);
  t.deepEqual([store.outcome, bank.outcome], ["survived", "survived"]);
});

test("a guard protects both: no host may fail while either VM could not bear it", async (t) => {
  const { trace } = await ran([
    { kind: "crash", target: "A", at: 3 * second, guard: "whenProtected" },
    { kind: "crash", target: "B", at: 3 * second + 100_000_000, guard: "whenProtected" },
    { kind: "crash", target: "D", at: 3 * second + 100_000_000, guard: "whenProtected" },
  ]);
  const phases = trace.flatMap((event) => (event.kind === "fault" ? [event.phase] : []));
  t.deepEqual(phases, ["applied", "suppressed", "applied"]);
});

test("a mutant is found, in the VM whose primary died", async (t) => {
  const { result } = await ran(
    [
      { kind: "slow-cpu", target: "store:backup", at: 2 * second, forNs: 4 * second, perMille: 1 } as Fault,
      { kind: "crash", target: "store:primary", at: 3 * second },
    ],
    "live-before-drained",
  );
  t.is(result.verdict, "fail");
  const single = result.violations.filter(({ property }) => property === "log-intact" || property === "single-history");
  t.true(single.length > 0);
  t.true(single.every(({ vm, found }) => vm === "store" && found.length > 0));
  t.is(result.properties.find(({ name }) => name === "single-history")!.verdict, "violated");
  t.not(propertyOf(result.vms![1])("single-history"), "violated");
});

test("a link between switches is cut: clients in the other room wait, and no replica suspects another", async (t) => {
  const at = 3 * second;
  const { result, trace } = await ran([{ kind: "partition", target: "east-west", at, forNs: 3 * second } as Fault]);
  t.is(result.verdict, "pass");
  t.is(result.failovers.length, 0);
  const rooms = twoTenants.topology(settings).clients.map((client) => client.switch);
  const answered = trace.flatMap((event) =>
    event.kind === "response" && event.atNs > at + second / 2 && event.atNs < at + 3 * second ? [event] : [],
  );
  // Both primaries are in the eastern room.
  t.true(answered.length > 3);
  t.true(answered.every(({ client }) => rooms[client] === "east"));
  t.true(trace.some((event) => event.kind === "frame-lost" && event.link === "west>east"));
});

test("an array is out of reach: its VM's writes wait, and the other VM notices nothing", async (t) => {
  const at = 3 * second;
  const cut = (array: string): Fault =>
    ({ kind: "storage-unreachable", target: "all", at, forNs: 3 * second, array }) as Fault;
  const fast = await ran([cut("fast")]);
  t.is(fast.result.verdict, "pass");
  t.true(longestGap(fast.trace, "store", at, at + 3 * second) > 1);
  t.true(longestGap(fast.trace, "bank", at, at + 3 * second) < 1.5);
  const slow = await ran([cut("slow")]);
  t.is(slow.result.verdict, "pass");
  t.true(longestGap(slow.trace, "store", at, at + 3 * second) < 1.5);
});

test("a bit flips in one VM: the other is held to all that it promises", async (t) => {
  const schedule = [
    { kind: "register-flip", target: "store:backup", at: 3 * second, register: "EIP", bit: 4 } as Fault,
  ];
  const { result, trace, store, bank } = await ran(schedule);
  const [flip] = trace.flatMap((event) => (event.kind === "fault" ? [event] : []));
  t.is(flip.vm, "store");
  t.is(result.verdict, "pass");
  t.is(propertyOf(store)("divergence-reported"), "held");
  t.is(propertyOf(bank)("divergence-reported"), "vacuous");
});

test("bytes of one VM's log are damaged: its own follower refuses them, and nothing is asked of the other VM", async (t) => {
  const schedule = [
    {
      kind: "log-tampering",
      target: "store:primary>store:backup",
      at: 3 * second,
      how: "corrupted",
      count: 1,
    } as Fault,
  ];
  const { result, trace, store, bank } = await ran(schedule);
  t.is(result.verdict, "pass");
  const [damaged] = trace.flatMap((event) => (event.kind === "tampered" ? [event] : []));
  const [refused] = trace.flatMap((event) =>
    event.kind === "replica" && event.observation.what === "stream-refused" ? [event] : [],
  );
  t.truthy(refused);
  t.is(refused.vm, damaged.vm);
  // The bank's log does not go from the store's primary to the store's backup.
  t.is(damaged.vm, "store");
  t.is(propertyOf(store)("log-damage-reported"), "held");
  t.is(propertyOf(bank)("log-damage-reported"), "vacuous");
});

test("VMs that want the CPU of one host at the same time share it alike", async (t) => {
  const usual = twoTenants.topology(settings);
  const topology = {
    ...withVms(usual, () => ({ guest: "cpu", primary: "A", backup: null, strategy: "replay" })),
    clients: [],
  };
  const world = createWorld(
    { scenario: { ...twoTenants, topology: () => topology }, settings, seed: 1, schedule: [] },
    await createEnvironment(),
  );
  while (world.nowNs < 5 * second && world.step());
  const executed = world.hosts[0].seats.map(({ node }) => node!.machine!.position);
  const whole = 5 * usual.hosts[0].unitsPerSecond;
  world.discard();
  // Neither halts for long: both want all that they can get.
  for (const units of executed) t.true(Math.abs(units - whole / 2) < whole / 10, `${units} of ${whole}`);
});
