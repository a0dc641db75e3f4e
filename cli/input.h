// Text from files and stdin.
#pragma once

#include <string>

/// The whole file, or stdin for `-`. Throws configuration errors: `config_not_found`, `config_unreadable`.
std::string read_text(const std::string& path);
