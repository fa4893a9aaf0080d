// SPDX-License-Identifier: Apache-2.0
#include "build.h"

#ifndef CAPCTL_COMMIT
#define CAPCTL_COMMIT ""
#endif

const char *capctl_commit(void) { return CAPCTL_COMMIT; }
