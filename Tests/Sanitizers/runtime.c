// Tells the thread sanitizer what Swift's libraries order, which aren't compiled with it.
// Preloaded, this says what happened and goes on to the libraries' own functions. Without a
// sanitizer in the process it does nothing.
//
// `Synchronization.Mutex` locks and unlocks with an atomic exchange that is compiled into its
// callers, where the sanitizer sees it. Only when threads contend does it call into the library,
// which lets the kernel hand the lock over (FUTEX_LOCK_PI): that the sanitizer can't see, and it
// reports what the mutex guards as a race.
//
// A continuation that is resumed before anybody awaits it hands its value over with an atomic of
// the runtime. The runtime tells the sanitizer of the resuming (it releases the task), but only a
// task that really went to sleep is said to acquire it. One that is resumed in the few
// instructions between this word of it and the runtime's look is still missed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lockSlow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT _Bool tryLockSlow(SELF) __asm__(TRY_LOCK);
SWIFT void unlockSlow(SELF) __asm__(UNLOCK);

SWIFT void lockSlow(uint32_t thread, SELF) {
    ((SWIFT void (*)(uint32_t, SELF))dlsym(RTLD_NEXT, LOCK))(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT _Bool tryLockSlow(SELF) {
    _Bool locked = ((SWIFT _Bool (*)(SELF))dlsym(RTLD_NEXT, TRY_LOCK))(self);
    if (locked && __tsan_acquire) __tsan_acquire(self);
    return locked;
}

SWIFT void unlockSlow(SELF) {
    if (__tsan_release) __tsan_release(self);
    ((SWIFT void (*)(SELF))dlsym(RTLD_NEXT, UNLOCK))(self);
}

#define ASYNC __attribute__((swiftasynccall))

void *swift_task_getCurrent(void);

ASYNC void swift_continuation_await(void *continuation) {
    typedef ASYNC void Await(void *continuation);
    static Await *next;
    Await *own = __atomic_load_n(&next, __ATOMIC_RELAXED);
    if (!own) {
        own = (Await *)dlsym(RTLD_NEXT, "swift_continuation_await");
        __atomic_store_n(&next, own, __ATOMIC_RELAXED);
    }
    if (__tsan_acquire) __tsan_acquire(swift_task_getCurrent());
    __attribute__((musttail)) return own(continuation);
}
