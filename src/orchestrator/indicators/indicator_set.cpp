#include "orchestrator/indicators/indicator_set.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "orchestrator/base/error.h"
#include "orchestrator/indicators/ema.h"

namespace orchestrator {

// Each distinct request has a buffer of `history + block_size` values: the newest `history` of earlier blocks, then the block.
struct IndicatorSet::State {
  struct Column {
    IndicatorRequest request;
    std::unique_ptr<Indicator> indicator;
    std::vector<double> values;
    double* block(std::size_t history) { return values.data() + history; }
  };

  std::size_t history = 0;
  std::size_t block_size = 0;
  std::size_t next_bar = 0;    // bars advanced over
  std::size_t last_count = 0;  // bars of the last block
  std::vector<Column> distinct;
  std::vector<std::size_t> slot_of_request;
  std::vector<IndicatorColumn> columns;
  std::vector<EmaState*> emas;
  std::vector<double*> ema_blocks;
  std::vector<std::size_t> others;  // indices into `distinct` of what is not an EMA

  void add(const IndicatorRequest& request);
  void keep_history();
};

void IndicatorSet::State::add(const IndicatorRequest& request) {
  const auto same = std::find_if(distinct.begin(), distinct.end(), [&](const Column& c) { return c.request == request; });
  slot_of_request.push_back(static_cast<std::size_t>(same - distinct.begin()));
  if (same != distinct.end()) return;
  distinct.push_back({request, make_indicator(request), std::vector<double>(history + block_size)});
  Column& column = distinct.back();
  if (auto* ema = dynamic_cast<Ema*>(column.indicator.get())) {
    emas.push_back(&ema->state());
    ema_blocks.push_back(column.block(history));
  } else {
    others.push_back(distinct.size() - 1);
  }
}

void IndicatorSet::State::keep_history() {
  if (last_count == 0) return;
  for (Column& column : distinct) std::memmove(column.values.data(), column.values.data() + last_count, history * sizeof(double));
}

IndicatorSet::IndicatorSet(const std::vector<IndicatorRequest>& requests, std::size_t history, std::size_t block_size)
    : state_(std::make_unique<State>()) {
  state_->history = history;
  state_->block_size = block_size;
  for (const IndicatorRequest& request : requests) state_->add(request);
  state_->columns.resize(requests.size());
}

IndicatorSet::~IndicatorSet() = default;
IndicatorSet::IndicatorSet(IndicatorSet&&) noexcept = default;
IndicatorSet& IndicatorSet::operator=(IndicatorSet&&) noexcept = default;

void IndicatorSet::advance(const CandleSpan& bars) {
  State& s = *state_;
  if (bars.size() > s.block_size) throw internal_error("block_too_large", "an indicator block is larger than its buffer");
  s.keep_history();
  advance_emas(s.emas, bars.close, s.ema_blocks);
  for (const std::size_t index : s.others) s.distinct[index].indicator->update(bars, {s.distinct[index].block(s.history), bars.size()});

  const std::size_t kept = std::min(s.history, s.next_bar);
  for (std::size_t k = 0; k < s.columns.size(); ++k) {
    s.columns[k] = {s.distinct[s.slot_of_request[k]].block(s.history) - kept, s.next_bar - kept};
  }
  s.next_bar += bars.size();
  s.last_count = bars.size();
}

std::span<const IndicatorColumn> IndicatorSet::columns() const { return state_->columns; }

}  // namespace orchestrator
