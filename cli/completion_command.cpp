#include "completion_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "output.h"

namespace {

/// A word that may come next, with its explanation.
struct Word {
  std::string text;
  std::string about;
};

/// An option that takes a value.
struct Valued {
  std::vector<std::string> names;    ///< `--config`, `-c`
  std::vector<std::string> choices;  ///< empty: a file or free text
};

/// A subcommand: the words that lead to it, and the words that may follow.
struct Node {
  std::vector<std::string> path;
  std::vector<Word> subcommands;  ///< also the choices of a positional argument, e.g. `bash` of `completion`
  std::vector<Word> options;
  std::vector<Valued> valued;
};

/// What a value may be, where only some words are possible: CLI11 tells it as `TEXT:{spot,um,cm}`.
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto open = type.find('{');
  const auto close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

void add_option_words(const CLI::Option& option, Node& node) {
  Valued valued{{}, choices_of(option)};
  for (const std::string& name : option.get_lnames()) {
    node.options.push_back({"--" + name, option.get_description()});
    valued.names.push_back("--" + name);
  }
  for (const std::string& name : option.get_snames()) valued.names.push_back("-" + name);
  if (option.get_positional()) {
    for (const std::string& choice : valued.choices) node.subcommands.push_back({choice, option.get_description()});
  } else if (option.get_items_expected_max() > 0) {
    node.valued.push_back(std::move(valued));
  }
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void collect(const CLI::App& app, std::vector<std::string> path, std::vector<Node>& nodes) {
  path.push_back(app.get_name());
  Node node{path, {}, {}, {}};
  for (const CLI::Option* option : app.get_options()) add_option_words(*option, node);
  const auto subcommands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* subcommand : subcommands) node.subcommands.push_back({subcommand->get_name(), subcommand->get_description()});
  nodes.push_back(std::move(node));
  for (const CLI::App* subcommand : subcommands) collect(*subcommand, path, nodes);
}

/// Inside single quotes of a shell.
std::string shell_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

/// Shell code that follows the words typed so far to the subcommand they lead to. (zsh: `path` is $PATH there, so it needs another name.)
std::string path_cases(const std::vector<Node>& nodes, const char* variable) {
  std::string text;
  for (const Node& node : nodes) {
    if (node.path.size() > 1)
      text += fmt::format("      {}) {}={} ;;\n", shell_quoted(joined(node.path)), variable, shell_quoted(joined(node.path)));
  }
  return text;
}

/// Shell code for a word that is the value of the option before it: `with_choices` where only some are possible, else `otherwise`.
std::string value_cases(const std::vector<Node>& nodes, const char* with_choices, const char* otherwise) {
  std::string text;
  for (const Node& node : nodes) {
    for (const Valued& valued : node.valued) {
      std::string patterns;
      for (const std::string& name : valued.names) patterns += (patterns.empty() ? "" : "|") + shell_quoted(joined(node.path) + " " + name);
      const std::string choices = joined(valued.choices);
      text += fmt::format("    {}) {} return ;;\n", patterns,
                          valued.choices.empty() ? otherwise : fmt::format(fmt::runtime(with_choices), choices));
    }
  }
  return text;
}

std::string bash_script(const std::vector<Node>& nodes) {
  std::string cases;
  for (const Node& node : nodes) {
    std::string words;
    for (const Word& word : node.subcommands) words += word.text + " ";
    for (const Word& word : node.options) words += word.text + " ";
    cases += fmt::format("    {}) words={} ;;\n", shell_quoted(joined(node.path)), shell_quoted(words));
  }
  return "# bash completion of orchestrator: source it, or put it into /etc/bash_completion.d\n"
         "_orchestrator() {\n"
         "  local path=orchestrator words= word\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$path $word\" in\n" +
         path_cases(nodes, "path") +
         "    esac\n"
         "  done\n"
         "  COMPREPLY=()\n"  // no word at all: bash offers files
         "  case \"$path ${COMP_WORDS[COMP_CWORD-1]}\" in\n" +
         value_cases(nodes, "COMPREPLY=($(compgen -W '{}' -- \"${{COMP_WORDS[COMP_CWORD]}}\"));", "") +
         "  esac\n"
         "  case \"$path\" in\n" +
         cases +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\n"
         "complete -o default -F _orchestrator orchestrator\n";
}

std::string zsh_words(const std::vector<Word>& words) {
  std::string text;
  for (const Word& word : words) {
    std::string name;
    for (const char c : word.text) name += c == ':' ? "\\:" : std::string(1, c);
    text += " " + shell_quoted(name + ":" + word.about);
  }
  return text;
}

std::string zsh_script(const std::vector<Node>& nodes) {
  std::string cases;
  for (const Node& node : nodes) {
    cases += fmt::format("    {}) subcommands=({}) options=({}) ;;\n", shell_quoted(joined(node.path)), zsh_words(node.subcommands),
                         zsh_words(node.options));
  }
  return "#compdef orchestrator\n"
         "# zsh completion of orchestrator: put it as _orchestrator into a folder of $fpath\n"
         "_orchestrator() {\n"
         "  local place=orchestrator word\n"
         "  local -a subcommands options\n"
         "  for word in \"${words[@]:1:$((CURRENT-2))}\"; do\n"
         "    case \"$place $word\" in\n" +
         path_cases(nodes, "place") +
         "    esac\n"
         "  done\n"
         "  case \"$place ${words[CURRENT-1]}\" in\n" +
         value_cases(nodes, "compadd -- {};", "_files;") +
         "  esac\n"
         "  case \"$place\" in\n" +
         cases +
         "  esac\n"
         "  if [[ ${words[CURRENT]} == -* ]]; then\n"
         "    _describe option options\n"
         "  else\n"
         "    (( ${#subcommands} )) && _describe command subcommands || _files\n"
         "  fi\n"
         "}\n"
         // As a file of $fpath it is run for the first completion itself; when it is sourced there is nothing to complete yet.
         "if [[ ${funcstack[1]} == _orchestrator ]]; then\n"
         "  _orchestrator \"$@\"\n"
         "else\n"
         "  compdef _orchestrator orchestrator\n"
         "fi\n";
}

std::string fish_condition(const Node& node) {
  if (node.path.size() == 1) return "__fish_use_subcommand";
  std::string condition;
  for (std::size_t i = 1; i < node.path.size(); ++i) condition += (i > 1 ? "; and " : "") + ("__fish_seen_subcommand_from " + node.path[i]);
  if (node.subcommands.empty()) return condition;
  std::string children;
  for (const Word& word : node.subcommands) children += " " + word.text;
  return condition + "; and not __fish_seen_subcommand_from" + children;
}

std::string fish_script(const std::vector<Node>& nodes) {
  std::string text = "# fish completion of orchestrator: put it into ~/.config/fish/completions/orchestrator.fish\n";
  for (const Node& node : nodes) {
    const std::string condition = shell_quoted(fish_condition(node));
    for (const Word& word : node.subcommands)
      text += fmt::format("complete -c orchestrator -f -n {} -a {} -d {}\n", condition, word.text, shell_quoted(word.about));
    for (const Word& word : node.options)
      text += fmt::format("complete -c orchestrator -n {} -l {} -d {}\n", condition, word.text.substr(2), shell_quoted(word.about));
    for (const Valued& valued : node.valued) {
      for (const std::string& name : valued.names) {
        text += fmt::format("complete -c orchestrator -n {} {} {}", condition, name.starts_with("--") ? "-l" : "-s",
                            name.substr(name.find_first_not_of('-')));
        text += valued.choices.empty() ? " -r\n" : fmt::format(" -x -a {}\n", shell_quoted(joined(valued.choices)));
      }
    }
  }
  return text;
}

}  // namespace

void add_completion_command(CLI::App& app, CommandContext& context) {
  auto shell = std::make_shared<std::string>();
  CLI::App* completion = app.add_subcommand("completion", "Print a completion script for a shell");
  completion->add_option("shell", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->callback([shell, &app, &context] {
    context.action = [shell, &app] {
      std::vector<Node> nodes;
      collect(app, {}, nodes);
      write_document(*shell == "bash" ? bash_script(nodes) : *shell == "zsh" ? zsh_script(nodes) : fish_script(nodes));
      return 0;
    };
  });
}
