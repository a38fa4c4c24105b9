/* Libraries that cannot be used, one for each value of STRANGE, in plain C. */
#include "hrp/plugin/native_abi.h"

static int nothing(const hrp_api* api, const hrp_value* arguments, hrp_value* result, void* data) {
  (void)arguments;
  (void)data;
  api->set_null(result);
  return 0;
}

#if STRANGE == 1 /* another version */
static const hrp_function functions[] = {{"f", 0, 0, nothing, NULL}};
static const hrp_library library = {7, 1, functions, NULL, NULL};
#elif STRANGE == 2 /* two functions of one name */
static const hrp_function functions[] = {{"f", 0, 0, nothing, NULL}, {"f", 0, 0, nothing, NULL}};
static const hrp_library library = {HRP_ABI_VERSION, 2, functions, NULL, NULL};
#elif STRANGE == 3 /* a name that no template can hold */
static const hrp_function functions[] = {{"f-g", 0, 0, nothing, NULL}};
static const hrp_library library = {HRP_ABI_VERSION, 1, functions, NULL, NULL};
#else              /* no symbol */
static const hrp_function functions[] = {{"f", 0, 0, nothing, NULL}};
static const hrp_library library = {HRP_ABI_VERSION, 1, functions, NULL, NULL};
#define hrp_functions hrp_something
#endif

HRP_EXPORT const hrp_library* hrp_functions(void);
HRP_EXPORT const hrp_library* hrp_functions(void) {
  return &library;
}
