// What the files library exports: the address of each function that orchestrator/base/files_library.h is asked for, under its name there.
#include "orchestrator/importing/fetch_candles.h"
#include "orchestrator/importing/import_files.h"
#include "orchestrator/repository/series_export.h"
#include "orchestrator/repository/series_file_arrow.h"
#include "orchestrator/results/result_arrow.h"

namespace {

template <typename Function>
void* address_of(Function* function) {
  return reinterpret_cast<void*>(function);
}

}  // namespace

extern "C" {
extern void* const orchestrator_map_with_arrow;
extern void* const orchestrator_write_with_arrow;
extern void* const orchestrator_export_series;
extern void* const orchestrator_write_trades_arrow;
extern void* const orchestrator_write_equity_arrow;
extern void* const orchestrator_import_files;
extern void* const orchestrator_fetch_candles;
void* const orchestrator_map_with_arrow = address_of(&orchestrator::map_with_arrow);
void* const orchestrator_write_with_arrow = address_of(&orchestrator::write_with_arrow);
void* const orchestrator_export_series = address_of(&orchestrator::export_series);
void* const orchestrator_write_trades_arrow = address_of(&orchestrator::write_trades_arrow);
void* const orchestrator_write_equity_arrow = address_of(&orchestrator::write_equity_arrow);
void* const orchestrator_import_files = address_of(&orchestrator::import_files);
void* const orchestrator_fetch_candles = address_of(&orchestrator::fetch_candles);
}
