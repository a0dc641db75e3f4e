// What a Python strategy gets to see of a bar: a pandas frame, or numpy arrays by name.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "orchestrator/strategies/bar_view.h"
#include "python.h"

namespace orchestrator::python {

/// The last `lookback` bars, newest last, read only. The same Python object is handed out again for the next bar while user code keeps neither it nor
/// its columns' arrays; otherwise what was kept stays as it is and a new one is made.
class Window {
 public:
  virtual ~Window() = default;
  virtual nb::object at(std::size_t bar) = 0;
};

/// Flat columns for one symbol, columns (symbol, field) for several. Everything outlives the window.
std::unique_ptr<Window> make_frame_window(const JobBars& job, const std::vector<std::string>& indicator_names);
/// A mapping from column names to arrays for one symbol, a mapping from symbols to such mappings for several.
std::unique_ptr<Window> make_array_window(const JobBars& job, const std::vector<std::string>& indicator_names);

/// A frame of the job's first `rows` bars, without indicators: what `decide_all` gets. Views of the candles.
nb::object make_whole_frame(const JobBars& job, std::size_t rows);

}  // namespace orchestrator::python
