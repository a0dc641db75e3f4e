// Words that progress displays are made of.
#pragma once

#include <string>

/// A bar of 24 blocks, `share` (0 to 1) of them full.
std::string bar_text(double share);
/// `mm:ss`, or `h:mm:ss` from an hour on.
std::string clock_text(double seconds);
