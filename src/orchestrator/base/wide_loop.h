// ORCHESTRATOR_WIDE_LOOP before a function whose loops the compiler turns into vector instructions: it is compiled for AVX2 too, and the
// processor's kind is looked at once, when the program is loaded. Only for loops whose results do not depend on the width.
#pragma once

// Sanitizers instrument before the choice is made; clang wants the attribute on the declaration as well.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ORCHESTRATOR_WIDE_LOOP __attribute__((target_clones("avx2", "default")))
#else
#define ORCHESTRATOR_WIDE_LOOP
#endif
