// The files of cli/templates/, embedded at build time.
#pragma once

#include <string>
#include <vector>

/// A file with `@NAME@`-like places to fill in.
struct ProjectTemplate {
  std::string name;
  std::string text;
};

const std::vector<ProjectTemplate>& cpp_templates();
