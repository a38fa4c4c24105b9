#pragma once
// Result and Error: how a failure crosses from one room to another.
//
// Library exceptions are caught in the file that calls the library and become an Error there.
// A failed *request* is not an Error: it is a sample with an ErrorKind (base/error_kind.hpp).

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace hrp::base {

enum class ErrorCode {
  kInvalidArgument,  // a flag, a field or a value of the caller is wrong
  kNotFound,         // a file or a name is missing
  kParse,            // text or a frame is malformed; documents have codes of their own:
  kMalformedJson,
  kMalformedYaml,
  kMalformedEnvFile,
  kMalformedCsv,
  kBadExtension,  // a file that is neither JSON nor YAML
  kBadReference,  // an api or testcase that is not there, or refers to itself
  kBadVariables,  // config variables that are undefined or refer to each other in a circle
  kIo,            // the operating system refused a read, write, bind or connect
  kUnavailable,   // the peer or the resource is not there (now)
  kTimeout,
  kConflict,  // not possible in the present state ("already started")
  kLimit,     // a stated bound was exceeded
  kUnsupported,
  kAborted,  // interrupted by a signal or a stop
  kUndefinedVariable,
  kFunction,  // an unknown function, a wrong argument, or one that failed
  kInternal,
  kBadSetting,  // a flag or a key of a profile that does not fit the testcases
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // one line; names the file, step, field or peer it is about
  std::string hint;     // optional: what the user can do about it

  // The same error with "context: " before its message.
  [[nodiscard, gnu::cold]] Error within(const std::string& context) const {
    return Error{code, context + ": " + message, hint};
  }
};

template <class T = void>
using Result = tl::expected<T, Error>;

// Cold: the compiler puts what leads to a failure apart from the path that all else takes, which
// must be short to stay in the processor's cache.
[[nodiscard, gnu::cold]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message,
                                                           std::string hint = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(hint)});
}

[[nodiscard, gnu::cold]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace hrp::base
