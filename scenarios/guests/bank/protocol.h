/* What the bank adds to lib/service.h; bank-protocol.ts is the client's side. Integers little endian.

   BALANCE: rest = u32 account. Value: u32 balance.
   TRANSFER: rest = u32 from, u32 to, u32 amount. Value: u32 balance of from, u32 balance of to, afterwards.
   TOTAL: rest empty. Value: u32 sum of all balances, which no transfer changes; u32 number of transfers. */
#pragma once

enum { BANK_MAGIC = 'B' | 'K' << 8, BANK_ACCOUNTS = 64, BANK_INITIAL_BALANCE = 1000 };

enum bank_op { BANK_BALANCE, BANK_TRANSFER, BANK_TOTAL, BANK_OPS };
enum bank_status { BANK_OK, BANK_NO_SUCH_ACCOUNT, BANK_TOO_POOR };
