#include "usage_error.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "orchestrator/base/error.h"
#include "orchestrator/base/nearest_name.h"

namespace {

using orchestrator::configuration_error;
using orchestrator::Error;

/// How far the words lead: the subcommand reached, and the first word that it does not know.
struct Place {
  const CLI::App* app;
  std::string path;     ///< `orchestrator candles list`
  std::string unknown;  ///< only where a subcommand was due; empty when the words end before it
};

std::vector<std::string> names_of_subcommands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* subcommand : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(subcommand->get_name());
  return names;
}

Place place_of(const CLI::App& app, int argc, char** argv) {
  Place place{&app, app.get_name(), {}};
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.starts_with('-')) continue;  // above the last subcommand there are flags only, and none of them takes a value
    const auto names = names_of_subcommands(*place.app);
    if (names.empty()) break;
    if (std::find(names.begin(), names.end(), word) == names.end()) {
      place.unknown = word;
      break;
    }
    place.app = place.app->get_subcommand(word);
    place.path += " " + word;
  }
  return place;
}

std::string help_hint(const Place& place) { return fmt::format("`{} --help` lists what it takes", place.path); }

Error missing_command(const Place& place) {
  const auto names = names_of_subcommands(*place.app);
  if (place.unknown.empty()) {
    return configuration_error("bad_command_line", fmt::format("{}: a command is missing", place.path), "",
                               fmt::format("one of {}; `{} --help` explains them", fmt::join(names, ", "), place.path));
  }
  return configuration_error("bad_command_line", fmt::format("there is no command '{} {}'", place.path, place.unknown), place.unknown,
                             orchestrator::name_hint(place.unknown, names));
}

Error unknown_option(const Place& place, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const CLI::Option* option : place.app->get_options()) {
    for (const std::string& known : option->get_lnames()) names.push_back("--" + known);
  }
  const std::string nearest = orchestrator::nearest_name(name, names);
  return configuration_error("bad_command_line", fmt::format("`{}` has no option {}", place.path, name), name,
                             nearest.empty() ? help_hint(place) : fmt::format("did you mean '{}'?", nearest));
}

Error superfluous_word(const Place& place, const std::string& word) {
  const bool configuration = place.app->get_name() == "run";
  return configuration_error(
      "bad_command_line", fmt::format("`{}` does not know what to do with '{}'", place.path, word), word,
      configuration ? fmt::format("a configuration file is named by an option: --config {}", word) : help_hint(place));
}

Error unexpected_words(const Place& place, const CLI::App& app) {
  const std::vector<std::string> words = app.remaining(true);
  const auto option = std::find_if(words.begin(), words.end(), [](const std::string& word) { return word.starts_with('-'); });
  if (option != words.end()) return unknown_option(place, *option);
  return superfluous_word(place, words.empty() ? "" : words.front());
}

}  // namespace

Error usage_error(const CLI::App& app, const CLI::ParseError& refused, int argc, char** argv) {
  const Place place = place_of(app, argc, argv);
  if (!names_of_subcommands(*place.app).empty()) {
    for (const std::string& word : app.remaining(true)) {
      if (word.starts_with('-')) return unknown_option(place, word);
    }
    return missing_command(place);
  }
  if (refused.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) return unexpected_words(place, app);
  return configuration_error("bad_command_line", refused.what(), place.path, help_hint(place));
}
