// Candle and indicator columns as numpy arrays that move along the bars without being made anew.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "orchestrator/strategies/bar_view.h"
#include "python.h"

namespace orchestrator::python {

/// One read-only numpy array of a fixed length whose memory address is changed from bar to bar. It may be moved only while nobody else holds it: who
/// keeps it keeps what it showed (`held_elsewhere`). Arrays derived from it (slices, columns of a frame) have addresses of their own and stay as they
/// are; `owner` keeps the memory.
class MovingArray {
 public:
  /// Takes over an array whose first element lies at `address`; throws std::logic_error when numpy's layout is not the known one.
  MovingArray(nb::object array, const void* address);
  void move_to(const void* address) { *address_ = const_cast<char*>(static_cast<const char*>(address)); }
  bool held_elsewhere() const { return Py_REFCNT(array_.ptr()) != count_; }
  /// Call when the array is where it belongs: the references that exist now are ours.
  void settle() { count_ = Py_REFCNT(array_.ptr()); }
  const nb::object& array() const { return array_; }

 private:
  nb::object array_;
  char** address_;
  Py_ssize_t count_ = 0;
};

/// A window's column: where its elements lie for each bar of a job.
class WindowColumn {
 public:
  virtual ~WindowColumn() = default;
  /// Address of the window's oldest element when `bar` is its newest. Earlier addresses stay valid while their owner lives.
  virtual const void* window(std::size_t bar) = 0;
  /// Of the memory that `window` points into now.
  virtual nb::object owner() const = 0;
  /// True when the memory is not that of the window before: arrays must be made anew.
  virtual bool changed_memory() const { return false; }
  virtual bool is_time() const { return false; }
};

/// The columns of one symbol's window of `rows` bars by name: open_time (int64, ms), open, high, low, close, volume, then its indicators.
struct NamedColumn {
  std::string name;
  std::unique_ptr<WindowColumn> column;
};
std::vector<NamedColumn> columns_of(const SymbolBars& bars, const std::vector<std::string>& indicator_names, std::size_t rows);

/// A read-only numpy array over memory that `owner` keeps.
nb::object array_over(const void* address, std::size_t rows, bool is_time, const nb::object& owner);
/// (open_time, open, high, low, close, volume) of candles whose memory `owner` keeps.
nb::tuple arrays_over(const CandleSpan& candles, const nb::object& owner);
/// A Python object that keeps the memory.
nb::object keeper_of(std::shared_ptr<const void> memory);

}  // namespace orchestrator::python
