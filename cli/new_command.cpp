#include "new_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <memory>

#include "orchestrator/base/error.h"
#include "output.h"
#include "project_templates.h"

namespace {

namespace fs = std::filesystem;
using orchestrator::configuration_error;

struct NewOptions {
  std::string name;
  std::string language = "cpp";
  std::string folder;
};

/// `MyEMACross` -> `my_ema_cross`.
std::string snake_case(const std::string& name) {
  std::string result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto upper = [&](std::size_t k) { return k < name.size() && std::isupper(static_cast<unsigned char>(name[k])); };
    const bool starts_word =
        i > 0 && upper(i) && (!upper(i - 1) || (i + 1 < name.size() && std::islower(static_cast<unsigned char>(name[i + 1]))));
    if (starts_word && result.back() != '_') result += '_';
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return result;
}

void require_class_name(const std::string& name) {
  const auto good = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
  const bool valid = !name.empty() && name.size() <= 64 && std::isupper(static_cast<unsigned char>(name.front())) &&
                     std::all_of(name.begin(), name.end(), good) && name.find("__") == std::string::npos && name.back() != '_';
  if (valid) return;
  throw configuration_error("bad_name", fmt::format("'{}' is no class name", name), "NAME",
                            "capital first, letters and digits: MyStrategy");
}

/// Where this engine's orchestratorConfig.cmake lies: beside the build, or installed. Empty when neither is there.
std::string package_folder() {
  std::error_code error;
  const fs::path bin = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const fs::path& candidate :
       {bin / "..", bin / "../lib/cmake/orchestrator", bin / "../lib64/cmake/orchestrator",
        bin / "../lib/x86_64-linux-gnu/cmake/orchestrator", bin / "../lib/aarch64-linux-gnu/cmake/orchestrator"}) {
    if (fs::exists(candidate / "orchestratorConfig.cmake", error)) return fs::weakly_canonical(candidate, error).string();
  }
  return {};
}

std::string filled_in(std::string text, const std::vector<std::pair<std::string, std::string>>& values) {
  for (const auto& [place, value] : values) {
    for (std::size_t at = 0; (at = text.find(place, at)) != std::string::npos; at += value.size()) text.replace(at, place.size(), value);
  }
  return text;
}

void write_file(const fs::path& path, const std::string& text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw orchestrator::data_error("output_failed", fmt::format("{} can't be written", path.string()), path.string());
}

int make_project(const NewOptions& options) {
  require_class_name(options.name);
  const std::string snake = snake_case(options.name);
  const fs::path folder = options.folder.empty() ? fs::path(snake) : fs::path(options.folder);
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    throw configuration_error("folder_exists", fmt::format("'{}' exists and is not empty", folder.string()), "--dir",
                              "name another folder with --dir");
  }
  const std::vector<std::pair<std::string, std::string>> values{
      {"@NAME@", options.name}, {"@TARGET@", snake}, {"@FILE@", snake}, {"@PACKAGE_DIR@", package_folder()}};
  for (const ProjectTemplate& part : cpp_templates()) {
    const std::string name = part.name == "strategy.cpp" ? snake + ".cpp" : part.name == "config.json" ? "test/config.json" : part.name;
    write_file(folder / name, filled_in(part.text, values));
  }
  write_document(
      fmt::format("{0}: a strategy in C++. Build and test it:\n  cd {0} && cmake -B build && cmake --build build && ctest --test-dir build "
                  "--output-on-failure",
                  folder.string()));
  return 0;
}

}  // namespace

void add_new_command(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<NewOptions>();
  CLI::App* group = app.add_subcommand("new", "Start a project of your own");
  group->require_subcommand(1);
  CLI::App* strategy = group->add_subcommand("strategy", "Write a plug-in project with a strategy, which builds and passes its own test");
  strategy->add_option("NAME", options->name, "Name of the class, e.g. MyStrategy")->required();
  strategy->add_option("--lang", options->language, "Language: cpp")->check(CLI::IsMember({"cpp"}));
  strategy->add_option("--dir", options->folder, "Folder to write (default: the name in small letters)")->type_name("DIR");
  strategy->callback([options, &context] { context.action = [options] { return make_project(*options); }; });
}
