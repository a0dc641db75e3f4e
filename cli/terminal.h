// What stdout and stderr are connected to.
#pragma once

bool stdout_is_terminal();
/// Columns of the terminal on stderr; 100 when it is none.
int terminal_width();
