#pragma once
// CountStep: a kind of step that exists in tests only: it evaluates a text, waits and records how
// long the text was. With it the tests show what a new kind takes: the type that its steps are
// compiled to (this header; hrp's own are in program.hpp), a file that reads and compiles them
// (count_source.cpp), a file that runs them (count_run.cpp), and the list (more_kinds.cpp). All
// else, of both rooms, is linked as it is in hrp, not even compiled again.

#include "hrp/base/clock.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::testcase {

struct CountStep {
  Template text;
  base::Duration wait{};
};

}  // namespace hrp::testcase
