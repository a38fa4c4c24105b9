#pragma once
// The limit of open files of this process: every connection of a user is one.

#include <cstdint>

namespace hrp::base {

// Raises the soft limit to the hard one, which needs no privilege; gives the limit in force.
std::uint64_t raiseOpenFileLimit();

}  // namespace hrp::base
