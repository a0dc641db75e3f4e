// Where a long text goes, piece by piece.
#pragma once

#include <functional>
#include <string_view>

namespace orchestrator {

/// Takes the next piece of a text; what it throws passes through.
using TextSink = std::function<void(std::string_view)>;
/// Writes a whole text into a sink.
using TextWriter = std::function<void(const TextSink&)>;

}  // namespace orchestrator
