// A JSON document written piece by piece to wherever it goes.
#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "orchestrator/results/json_rows.h"
#include "orchestrator/results/text_sink.h"

namespace orchestrator {

/// One object: small values by the JSON library, large lists by JsonRows. Memory stays the same however long a list is, and long ones are
/// formatted by several threads (a shortest exact number costs some 40 ns).
class JsonDocument {
 public:
  JsonDocument(const TextSink& sink, bool pretty) : sink_(sink), pretty_(pretty) { text_ = "{"; }

  void add(std::string_view key, const nlohmann::ordered_json& value);
  /// `count` items; `write(rows, i)` writes item i, and must be callable from several threads.
  void add_list(std::string_view key, std::size_t count, const std::function<void(JsonRows&, std::size_t)>& write);
  /// Ends the object and hands on what is left.
  void finish();

 private:
  void start(std::string_view key);
  void hand_on();

  const TextSink& sink_;
  bool pretty_;
  bool first_ = true;
  std::string text_;
};

}  // namespace orchestrator
