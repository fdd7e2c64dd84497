/* CPU test kernel: one file per area. Each check is a line on COM1 that says what was seen, not whether it was right:
   the report of one machine is compared with that of another. Ends by the debug-exit port. The option all=1 adds the
   checks that QEMU 7.2 does not survive. */
#include "../lib/boot.h"
#include "../lib/command-line.h"
#include "../lib/console.h"
#include "../lib/pic.h"
#include "areas.h"
#include "attempt.h"
#include "descriptors.h"

void kernel_main(uint32_t multiboot_info) {
  console_init();
  command_line_init(multiboot_info);
  pic_init();
  descriptors_init();
  traps_init();
  static const struct {
    const char *name;
    void (*run)(void);
  } areas[] = {
      {"exceptions", test_exceptions}, {"segments", test_segments}, {"gates", test_gates},   {"tasks", test_tasks},
      {"privilege", test_privilege},   {"io-map", test_io_map},     {"paging", test_paging}, {"v86", test_v86},
      {"debug", test_debug},           {"double", test_double},     {"atomic", test_atomic}, {"strings", test_strings},
      {"shadow", test_shadow},         {"x87", test_x87},           {"real", test_real},
  };
  for (unsigned i = 0; i < sizeof areas / sizeof areas[0]; i++) {
    area(areas[i].name);
    areas[i].run();
  }
  if (option_number("all", 0)) {
    area("beyond");
    test_beyond();
  }
  print("end\n");
  debug_exit(EXIT_OK);
}
