// Writing memory that will not be read soon.
#pragma once

#include <cstddef>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace orchestrator {

/// Copies past the caches: a plain copy first reads every line that it is about to overwrite. `to` is 16-byte aligned. Other threads see the
/// values after `finish_streams` and what synchronises with it.
inline void stream_out(double* to, const double* from, std::size_t count) {
#if defined(__SSE2__)
  std::size_t i = 0;
  for (; i + 2 <= count; i += 2) _mm_stream_pd(to + i, _mm_loadu_pd(from + i));
  if (i < count) to[i] = from[i];
#else
  std::memcpy(to, from, count * sizeof(double));
#endif
}

inline void finish_streams() {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

}  // namespace orchestrator
