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

}  // namespace orchestrator
