#include "window.h"

#include <nanobind/stl/string.h>

#include "moving_columns.h"

namespace orchestrator::python {
namespace {

/// A column and the array that shows it; the array is missing until the window is built.
struct ShownColumn {
  std::string symbol;  ///< empty: flat columns
  std::string name;
  std::unique_ptr<WindowColumn> column;
  std::unique_ptr<MovingArray> array;
  const void* address = nullptr;
};

std::vector<ShownColumn> shown_columns(const JobBars& job, const std::vector<std::string>& indicator_names) {
  std::vector<ShownColumn> shown;
  const bool several = job.symbols.size() > 1;
  for (const SymbolBars& bars : job.symbols) {
    for (NamedColumn& column : columns_of(bars, indicator_names, job.lookback))
      shown.push_back({several ? bars.symbol : "", column.name, std::move(column.column), nullptr, nullptr});
  }
  return shown;
}

/// What both kinds of windows share: columns that move, and the look whether somebody kept something.
class MovingWindow : public Window {
 public:
  MovingWindow(const JobBars& job, const std::vector<std::string>& indicator_names)
      : rows_(job.lookback), columns_(shown_columns(job, indicator_names)) {}

  nb::object at(std::size_t bar) final {
    bool anew = !built_.is_valid() || held_elsewhere();
    for (ShownColumn& shown : columns_) {
      shown.address = shown.column->window(bar);
      anew = anew || shown.column->changed_memory() || shown.array->held_elsewhere();
    }
    if (anew) {
      build();
    } else {
      for (ShownColumn& shown : columns_) shown.array->move_to(shown.address);
      moved();
    }
    return built_;
  }

 protected:
  /// Makes the object and the columns' arrays, and settles what is counted.
  virtual nb::object make() = 0;
  /// Whether the object itself is kept or was changed.
  virtual bool changed() const = 0;
  /// After the arrays were moved.
  virtual void moved() {}

  nb::object fresh_array(const ShownColumn& shown) const {
    return array_over(shown.address, rows_, shown.column->is_time(), shown.column->owner());
  }
  std::vector<ShownColumn>& columns() { return columns_; }
  const nb::object& built() const { return built_; }

 private:
  bool held_elsewhere() const { return Py_REFCNT(built_.ptr()) != count_ || changed(); }
  void build() {
    built_.reset();
    built_ = make();
    for (ShownColumn& shown : columns_) shown.array->settle();
    count_ = Py_REFCNT(built_.ptr());
  }

  std::size_t rows_;
  std::vector<ShownColumn> columns_;
  nb::object built_;
  Py_ssize_t count_ = 0;
};

nb::object pandas() { return nb::module_::import_("pandas"); }

/// A frame whose columns are views of the arrays, one block a column.
nb::object frame_of(const nb::dict& arrays) {
  nb::dict options;
  options["copy"] = false;
  return pandas().attr("DataFrame")(arrays, **options);
}

class FrameWindow final : public MovingWindow {
 public:
  using MovingWindow::MovingWindow;

 protected:
  nb::object make() override {
    nb::dict arrays;
    for (const ShownColumn& shown : columns()) {
      const nb::object name = nb::cast(shown.name);
      arrays[shown.symbol.empty() ? name : nb::make_tuple(shown.symbol, name)] = fresh_array(shown);
    }
    nb::object frame = frame_of(arrays);
    arrays.clear();
    manager_ = frame.attr("_mgr");
    blocks_ = manager_.attr("blocks");
    for (nb::handle block : blocks_) {
      const auto place = nb::cast<std::size_t>(block.attr("mgr_locs").attr("as_array")[0]);
      ShownColumn& shown = columns()[place];
      shown.array = std::make_unique<MovingArray>(block.attr("values"), shown.address);
    }
    has_item_cache_ = nb::hasattr(frame, "_item_cache");  // pandas before 3 keeps the columns it has handed out
    return frame;
  }

  /// User code that adds or replaces columns, or makes pandas merge blocks, leaves another tuple of blocks.
  bool changed() const override {
    return !nb::object(manager_.attr("blocks")).is(blocks_) || !nb::object(built().attr("_mgr")).is(manager_);
  }

  void moved() override {
    if (has_item_cache_) built().attr("_item_cache").attr("clear")();
  }

 private:
  nb::object manager_, blocks_;
  bool has_item_cache_ = false;
};

class ArrayWindow final : public MovingWindow {
 public:
  using MovingWindow::MovingWindow;

 protected:
  nb::object make() override {
    const nb::object view_of = nb::module_::import_("types").attr("MappingProxyType");
    nb::dict by_symbol;
    std::vector<std::pair<std::string, nb::dict>> mappings;
    for (ShownColumn& shown : columns()) {
      if (mappings.empty() || mappings.back().first != shown.symbol) mappings.emplace_back(shown.symbol, nb::dict());
      nb::object array = fresh_array(shown);
      mappings.back().second[shown.name.c_str()] = array;
      shown.array = std::make_unique<MovingArray>(std::move(array), shown.address);
    }
    if (mappings.size() == 1 && mappings.front().first.empty()) return view_of(mappings.front().second);
    for (auto& [symbol, mapping] : mappings) by_symbol[symbol.c_str()] = view_of(mapping);
    return view_of(by_symbol);
  }
  bool changed() const override { return false; }  // the mappings are read only
};

}  // namespace

std::unique_ptr<Window> make_frame_window(const JobBars& job, const std::vector<std::string>& indicator_names) {
  return std::make_unique<FrameWindow>(job, indicator_names);
}

std::unique_ptr<Window> make_array_window(const JobBars& job, const std::vector<std::string>& indicator_names) {
  return std::make_unique<ArrayWindow>(job, indicator_names);
}

nb::object make_whole_frame(const JobBars& job, std::size_t rows) {
  nb::dict arrays;
  const bool several = job.symbols.size() > 1;
  for (const SymbolBars& bars : job.symbols) {
    for (const NamedColumn& column : columns_of(bars, {}, rows)) {
      const nb::object name = nb::cast(column.name);
      const nb::object key = several ? nb::object(nb::make_tuple(bars.symbol, name)) : name;
      arrays[key] = array_over(column.column->window(rows - 1), rows, column.column->is_time(), column.column->owner());
    }
  }
  return frame_of(arrays);
}

}  // namespace orchestrator::python
