/** Where QEMU 7.2's devices depart from their data sheets in `expected.txt`, its report of the device test kernel. */
import type { Deviation } from "../deviation.ts";

const pit = "Intel 8254, data sheet 231164, modes 2 and 4: OUT is initially high";
const modem = "PC16550D, 8.6: the delta bits of MSR, and 8.6.2: in loopback, too";

export const qemuDeviceFaults: readonly Deviation[] = [
  { check: "8254/mode 2", manual: "values status=b4", paragraph: pit },
  { check: "8254/mode 4, high byte", manual: "values status=a8", paragraph: pit },
  { check: "8254/read back of both", manual: "values status=b4 near=1", paragraph: pit },
  { check: "16550/loopback of the modem lines", manual: "values none=0 all=fb again=f0 rts=1e", paragraph: modem },
  { check: "16550/modem status", manual: "values iir=0 taken=1", paragraph: modem },
];
