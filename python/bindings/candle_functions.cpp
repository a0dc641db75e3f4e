#include "candle_functions.h"

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include <cmath>

#include "calls.h"
#include "python_errors.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

nb::object price_or_none(double price) { return std::isnan(price) ? nb::none() : nb::object(nb::float_(price)); }

class PythonExitResolver final : public ExitResolver {
 public:
  explicit PythonExitResolver(nb::object function) : function_(std::move(function)), candle_(Candle{}) {}

  std::optional<ResolvedExit> operator()(const Candle& candle, double tp_price, double sl_price, Direction direction) override {
    return policy_call("exit_resolver", [&]() -> std::optional<ResolvedExit> {
      const nb::object answer =
          function_(candle_.show(candle), price_or_none(tp_price), price_or_none(sl_price), static_cast<int>(direction));
      if (answer.is_none()) return std::nullopt;
      return read(answer);
    });
  }

 private:
  static ResolvedExit read(const nb::object& answer) {
    const auto bad = [&](const std::string& what) {
      return strategy_error("bad_exit", fmt::format("exit_resolver returned {}: {}", shown(answer), what), "/exit_resolver",
                            "return None, or {\"price\": number, \"label\": text}");
    };
    if (!PyDict_Check(answer.ptr())) throw bad("not a dict");
    const nb::dict dict = nb::borrow<nb::dict>(answer);
    if (!dict.contains("price") || !dict.contains("label")) throw bad("\"price\" or \"label\" is missing");
    ResolvedExit exit;
    exit.price = number_of(dict["price"], "the price of exit_resolver");
    if (!(exit.price > 0 && std::isfinite(exit.price))) throw bad("the price is not > 0");
    exit.label = text_of(dict["label"]);
    if (exit.label.empty() || exit.label.size() > 64) throw bad("the label must have 1 to 64 characters");
    return exit;
  }

  nb::object function_;
  Shown<Candle> candle_;
};

}  // namespace

CandlePrice make_candle_price(nb::object function) {
  auto shown_candle = std::make_shared<Shown<Candle>>(Candle{});
  return [function = std::move(function), shown_candle](const Candle& candle) {
    return policy_call("entry/reference", [&] {
      const double price = number_of(function(shown_candle->show(candle)), "the price of a leg's reference");
      if (price > 0 && std::isfinite(price)) return price;
      throw strategy_error("bad_price", fmt::format("a leg's reference returned {}", price), "/entry/reference", "return a price > 0");
    });
  };
}

CandleTest make_candle_test(nb::object function) {
  auto shown_candle = std::make_shared<Shown<Candle>>(Candle{});
  return [function = std::move(function), shown_candle](const Candle& candle) {
    return policy_call("entry/when", [&] {
      const nb::object answer = function(shown_candle->show(candle));
      const int truth = answer.is_none() ? 0 : PyObject_IsTrue(answer.ptr());
      if (truth < 0) throw nb::python_error();
      return truth == 1;
    });
  };
}

std::unique_ptr<ExitResolver> make_exit_resolver(nb::object function) { return std::make_unique<PythonExitResolver>(std::move(function)); }

}  // namespace orchestrator::python
