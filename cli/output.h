// The one document on stdout.
#pragma once

#include <string_view>

#include "orchestrator/results/text_sink.h"

namespace orchestrator {
class Error;
}

/// Writes a whole document and a line end to stdout. Throws a data error (`output_failed`) when stdout is closed or full.
void write_document(std::string_view text);
void write_document(const orchestrator::TextWriter& write);

/// Reports a failure: readable lines on stderr, and `{"status": "failed", "error": …}` on stdout unless that is a terminal. Returns the exit status.
int report_error(const orchestrator::Error& error);
