// Large memory that is filled once: fewer, larger pages make the first touch cheap.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

namespace orchestrator {

/// Asks for huge pages for memory that was not touched yet. Only a hint: where the system has none, nothing changes.
inline void prefer_huge_pages(void* memory, std::size_t size) {
  constexpr std::uintptr_t kHugePage = std::uintptr_t{2} << 20;
  const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + kHugePage - 1) / kHugePage * kHugePage;
  const auto end = (reinterpret_cast<std::uintptr_t>(memory) + size) / kHugePage * kHugePage;
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

/// Makes the memory present now, from whatever thread has time for it, without changing what it holds: whoever writes it first then meets no
/// page faults. Only a hint.
inline void make_present([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t size) {
#ifdef MADV_POPULATE_WRITE
  constexpr std::uintptr_t kPage = 4096;
  const auto begin = reinterpret_cast<std::uintptr_t>(memory) / kPage * kPage;
  const auto end = reinterpret_cast<std::uintptr_t>(memory) + size;
  if (size > 0) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_POPULATE_WRITE);
#endif
}

}  // namespace orchestrator
