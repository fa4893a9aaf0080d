// SPDX-License-Identifier: Apache-2.0
//
// Lets ThreadSanitizer see Swift's Mutex. On Linux a contended Mutex is locked inside
// libswiftSynchronization, by the kernel (FUTEX_LOCK_PI): neither is instrumented, so that every
// hand-over from one thread to the next looks like a race. hack/sanitize links this in the place of
// that slow path: it takes the lock in instrumented code. As nobody sleeps in the kernel any more,
// unlocking never needs its slow path.

#include <sched.h>
#include <stdint.h>

// Synchronization._MutexHandle._lockSlow(_: UInt32)
__attribute__((swiftcall)) void lock_slowly(uint32_t thread,
                                            __attribute__((swift_context)) uint32_t *owner)
    __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");

__attribute__((swiftcall)) void lock_slowly(uint32_t thread,
                                            __attribute__((swift_context)) uint32_t *owner) {
  uint32_t nobody = 0;
  while (!__atomic_compare_exchange_n(owner, &nobody, thread, 0, __ATOMIC_ACQUIRE,
                                      __ATOMIC_RELAXED)) {
    nobody = 0;
    sched_yield();
  }
}
