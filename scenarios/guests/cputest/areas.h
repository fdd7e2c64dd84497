/* One function per area, in the file of its name. Each leaves the machine as it found it. */
#pragma once

void test_exceptions(void);
void test_segments(void);
void test_gates(void);
void test_tasks(void);
void test_privilege(void);
void test_io_map(void);
void test_paging(void);
void test_v86(void);
void test_debug(void);
void test_double(void);
void test_atomic(void);
void test_strings(void);
void test_shadow(void);
void test_x87(void);
void test_real(void);
void test_beyond(void);
