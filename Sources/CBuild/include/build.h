// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The git commit this was built from; empty where nobody said.
const char *capctl_commit(void);
