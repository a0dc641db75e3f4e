#include "moving_columns.h"

#include <nanobind/ndarray.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace orchestrator::python {
namespace {

/// A column of candles: memory that the job has anyway.
class CandleColumn final : public WindowColumn {
 public:
  CandleColumn(const void* first, bool is_time, nb::object owner, std::size_t rows)
      : first_(static_cast<const char*>(first)), is_time_(is_time), owner_(std::move(owner)), rows_(rows) {}
  const void* window(std::size_t bar) override { return first_ + 8 * (bar + 1 - rows_); }
  nb::object owner() const override { return owner_; }
  bool is_time() const override { return is_time_; }

 private:
  const char* first_;
  bool is_time_;
  nb::object owner_;
  std::size_t rows_;
};

/// A column of indicator values. The engine keeps only the newest, so they are collected here: one store a bar, into memory that is never written
/// twice.
class IndicatorWindow final : public WindowColumn {
 public:
  IndicatorWindow(const SymbolBars& bars, std::size_t slot, std::size_t rows) : bars_(&bars), slot_(slot), rows_(rows) {}

  const void* window(std::size_t bar) override {
    const IndicatorColumn& values = bars_->indicators[slot_];
    const bool next = memory_ && bar == last_ + 1 && size_ < kBlock + rows_;
    changed_ = !next && (!memory_ || bar != last_);
    if (changed_) {
      memory_ = std::make_shared<double[]>(kBlock + rows_);
      for (size_ = 0; size_ < rows_; ++size_) memory_[size_] = values[bar + 1 - rows_ + size_];
    } else if (next) {
      memory_[size_++] = values[bar];
    }
    last_ = bar;
    return memory_.get() + (size_ - rows_);
  }
  nb::object owner() const override { return keeper_of(memory_); }
  bool changed_memory() const override { return changed_; }

 private:
  static constexpr std::size_t kBlock = 4096;

  const SymbolBars* bars_;
  std::size_t slot_;
  std::size_t rows_;
  std::shared_ptr<double[]> memory_;
  std::size_t size_ = 0;
  std::size_t last_ = 0;
  bool changed_ = false;
};

}  // namespace

MovingArray::MovingArray(nb::object array, const void* address) : array_(std::move(array)) {
  // `data` is the first member of numpy's array structure, and has been in every version.
  address_ = reinterpret_cast<char**>(reinterpret_cast<char*>(array_.ptr()) + sizeof(PyObject));
  if (*address_ != address) throw std::logic_error("this numpy keeps an array's address at another place");
}

std::vector<NamedColumn> columns_of(const SymbolBars& bars, const std::vector<std::string>& indicator_names, std::size_t rows) {
  const nb::object owner = keeper_of(bars.owner);
  std::vector<NamedColumn> columns;
  const auto add = [&](const char* name, const void* first, bool is_time) {
    columns.push_back({name, std::make_unique<CandleColumn>(first, is_time, owner, rows)});
  };
  const CandleSpan& candles = bars.candles;
  add("open_time", candles.open_time.data(), true);
  add("open", candles.open.data(), false);
  add("high", candles.high.data(), false);
  add("low", candles.low.data(), false);
  add("close", candles.close.data(), false);
  add("volume", candles.volume.data(), false);
  for (std::size_t slot = 0; slot < indicator_names.size(); ++slot)
    columns.push_back({indicator_names[slot], std::make_unique<IndicatorWindow>(bars, slot, rows)});
  return columns;
}

nb::object array_over(const void* address, std::size_t rows, bool is_time, const nb::object& owner) {
  void* data = const_cast<void*>(address);
  if (is_time) return nb::cast(nb::ndarray<nb::numpy, const std::int64_t, nb::ndim<1>>(data, {rows}, owner));
  return nb::cast(nb::ndarray<nb::numpy, const double, nb::ndim<1>>(data, {rows}, owner));
}

nb::tuple arrays_over(const CandleSpan& candles, const nb::object& owner) {
  const auto column = [&](const auto& values, bool is_time) { return array_over(values.data(), values.size(), is_time, owner); };
  return nb::make_tuple(column(candles.open_time, true), column(candles.open, false), column(candles.high, false),
                        column(candles.low, false), column(candles.close, false), column(candles.volume, false));
}

nb::object keeper_of(std::shared_ptr<const void> memory) {
  auto* kept = new std::shared_ptr<const void>(std::move(memory));
  return nb::capsule(kept, [](void* pointer) noexcept { delete static_cast<std::shared_ptr<const void>*>(pointer); });
}

}  // namespace orchestrator::python
