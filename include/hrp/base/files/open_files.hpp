#pragma once
// The open files of this process as a whole: how many there may be (every connection of a user is
// one), and the three that it is started with.

#include <cstdint>

namespace hrp::base {

// Raises the soft limit to the hard one, which needs no privilege; gives the limit in force.
std::uint64_t raiseOpenFileLimit();

// Before anything is opened: gives standard input, output and error that were closed a file on
// which reading or writing fails as before, so that the next file which is opened does not become
// one of them and get what is said there.
void holdStandardFiles();

}  // namespace hrp::base
