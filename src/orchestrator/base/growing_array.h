// A list that one thread appends to while others read what it has published.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>

namespace orchestrator {

/// Items never move: they live in pieces, each as large as all before it together. `append` and `publish` are the writer's; other threads read
/// the items below a `published()` that they have seen.
template <typename T>
class GrowingArray {
 public:
  void append(const T& item) {
    const Place place = place_of(size_);
    if (place.index == 0) pieces_[place.piece] = std::make_unique<T[]>(kFirst << (place.piece == 0 ? 0 : place.piece - 1));
    pieces_[place.piece][place.index] = item;
    ++size_;
  }
  /// The writer's own view.
  std::size_t size() const { return size_; }
  T& back() { return at(size_ - 1); }

  void publish() { published_.store(size_, std::memory_order_release); }
  std::size_t published() const { return published_.load(std::memory_order_acquire); }
  const T& operator[](std::size_t i) const {
    const Place place = place_of(i);
    return pieces_[place.piece][place.index];
  }

 private:
  struct Place {
    std::size_t piece;
    std::size_t index;
  };
  static constexpr std::size_t kFirst = 64;
  /// Piece 0 has the first 64 items, piece k > 0 those from 64 * 2^(k-1) on.
  static Place place_of(std::size_t i) {
    if (i < kFirst) return {0, i};
    const auto piece = static_cast<std::size_t>(std::bit_width(i / kFirst));
    return {piece, i - (kFirst << (piece - 1))};
  }
  T& at(std::size_t i) {
    const Place place = place_of(i);
    return pieces_[place.piece][place.index];
  }

  std::array<std::unique_ptr<T[]>, 40> pieces_;
  std::size_t size_ = 0;
  std::atomic<std::size_t> published_{0};
};

}  // namespace orchestrator
