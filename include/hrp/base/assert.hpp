#pragma once
// HRP_ASSERT: a broken invariant is a bug of the program, on in release builds too; it prints the
// place and aborts. Never for bad input: that is an Error.

namespace hrp::base {
[[noreturn]] void assertionFailed(const char* expression, const char* file, int line);
}  // namespace hrp::base

#define HRP_ASSERT(expression)         \
  ((expression) ? static_cast<void>(0) \
                : ::hrp::base::assertionFailed(#expression, __FILE__, __LINE__))
