// Large memory that is filled once: fewer, larger pages make the first touch cheap.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

namespace orchestrator {

/// Asks for huge pages for memory that was not touched yet. Only a hint: where the system has none, nothing changes.
inline void prefer_huge_pages(void* memory, std::size_t size) {
  constexpr std::size_t kHugePage = std::size_t{2} << 20;
  const std::size_t behind_start = reinterpret_cast<std::uintptr_t>(memory) % kHugePage;
  const std::size_t to_start = behind_start == 0 ? 0 : kHugePage - behind_start;
  if (size < to_start + kHugePage) return;
  ::madvise(static_cast<char*>(memory) + to_start, (size - to_start) / kHugePage * kHugePage, MADV_HUGEPAGE);
}

}  // namespace orchestrator
