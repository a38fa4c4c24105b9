#ifndef HRP_PLUGIN_NATIVE_ABI_H
#define HRP_PLUGIN_NATIVE_ABI_H
/* The interface of a native library of custom functions, debugtalk.so, in plain C (C99 and C++).
 * A library includes this file, links nothing of hrp, and exports one function:
 *
 *     HRP_EXPORT const hrp_library* hrp_functions(void);
 *
 * It gives a description that stays as it is until the library is unloaded. hrp asks for it once,
 * then calls `open` when it is there, then the functions, then `close`.
 *
 * Threads. `hrp_functions`, `open` and `close` are called by one thread, before and after all else.
 * A function is called by several threads at the same time, also the same function; what it shares
 * needs a lock or atomics. A call may wait: it keeps its own user waiting and takes one thread of a
 * pool. A call that takes longer than its time limit fails, and its thread is left to it.
 *
 * Memory. An hrp_value belongs to hrp. Arguments may be read, the result may be written, until the
 * function returns; a library keeps no pointer to either, nor to the text of one. What a library
 * gives to a set_ function is copied.
 *
 * Failures. A function that returns something else than 0 has failed: the step fails, and the text
 * in `result` is the message. A C++ exception that leaves a function is a failure with its what().
 * A crash of a library is a crash of hrp: functions that may crash belong into debugtalk.py or
 * debugtalk.bin, which run in processes of their own.
 *
 * Versions. A library says which version of this file it was compiled with; hrp refuses another
 * one. Within a version hrp_api only grows at its end.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HRP_ABI_VERSION 1u
#define HRP_ANY_NUMBER UINT32_MAX /* of arguments */

#if defined(__GNUC__) && defined(__cplusplus)
#define HRP_EXPORT extern "C" __attribute__((visibility("default")))
#elif defined(__GNUC__)
#define HRP_EXPORT __attribute__((visibility("default")))
#elif defined(__cplusplus)
#define HRP_EXPORT extern "C"
#else
#define HRP_EXPORT
#endif

typedef struct hrp_value hrp_value; /* null, bool, number, text, bytes, list or map */

enum {
  HRP_NULL = 0,
  HRP_BOOL = 1,
  HRP_INT = 2,      /* a whole number that fits int64_t */
  HRP_UNSIGNED = 3, /* a whole number above INT64_MAX */
  HRP_FLOAT = 4,    /* a double */
  HRP_TEXT = 5,     /* UTF-8, with a 0 behind it that is not counted; may hold a 0 itself */
  HRP_BYTES = 6,
  HRP_LIST = 7,
  HRP_MAP = 8 /* by text; in the byte order of its keys */
};

/* Called for each entry of a map; something else than 0 ends the walk. */
typedef int (*hrp_visit)(void* context, const char* key, size_t key_size, const hrp_value* value);

typedef struct hrp_api {
  size_t size; /* of this struct in the running hrp, in bytes */

  /* Reading. A value of another kind reads as 0, NULL or an empty text; nothing here fails. */
  int (*kind)(const hrp_value* value);
  int (*as_bool)(const hrp_value* value);
  int64_t (*as_int)(const hrp_value* value); /* HRP_INT only */
  uint64_t (*as_unsigned)(const hrp_value* value); /* HRP_UNSIGNED, HRP_INT that is not negative */
  double (*as_float)(const hrp_value* value);      /* any number */
  /* HRP_TEXT and HRP_BYTES; `size` may be NULL. Others: NULL. */
  const char* (*as_text)(const hrp_value* value, size_t* size);
  size_t (*count)(const hrp_value* value); /* of entries of a list or map */
  /* NULL when the list has no such item, the map no such key, or the value is neither. */
  const hrp_value* (*item)(const hrp_value* list, size_t index); /* from 0 */
  const hrp_value* (*find)(const hrp_value* map, const char* key);
  int (*each)(const hrp_value* map, hrp_visit visit, void* context); /* what ended it, or 0 */

  /* Writing: gives the value a kind and a content; what it was before is gone. */
  void (*set_null)(hrp_value* value);
  void (*set_bool)(hrp_value* value, int content);
  void (*set_int)(hrp_value* value, int64_t content);
  void (*set_unsigned)(hrp_value* value, uint64_t content);
  void (*set_float)(hrp_value* value, double content);
  void (*set_text)(hrp_value* value, const char* text, size_t size); /* UTF-8 */
  void (*set_bytes)(hrp_value* value, const void* bytes, size_t size);
  void (*set_list)(hrp_value* value); /* empty */
  void (*set_map)(hrp_value* value);  /* empty */
  void (*set_copy)(hrp_value* value, const hrp_value* of);
  /* A new entry, null until it is set; valid until the next one is added to the same list. NULL
   * when `list` is none. */
  hrp_value* (*append)(hrp_value* list);
  /* The entry of a key, made when it is not there; valid while the map is. NULL: not a map. */
  hrp_value* (*entry)(hrp_value* map, const char* key, size_t key_size);

  /* JSON. set_json gives 0, or something else when `text` is no JSON; the value is then null.
   * set_json_text makes the value the text that is `of` as JSON (not itself). */
  int (*set_json)(hrp_value* value, const char* text, size_t size);
  void (*set_json_text)(hrp_value* value, const hrp_value* of);
} hrp_api;

/* `arguments` is a list with as many items as the limits of the function allow. `result` is null
 * when the call begins. Gives 0, or something else and a message as text in `result`. */
typedef int (*hrp_body)(const hrp_api* api, const hrp_value* arguments, hrp_value* result,
                        void* data);

typedef struct hrp_function {
  const char* name; /* letters, digits and _, not a digit first */
  uint32_t min_arguments;
  uint32_t max_arguments; /* HRP_ANY_NUMBER: no limit */
  hrp_body body;
  void* data; /* given to body; may be NULL */
} hrp_function;

typedef struct hrp_library {
  uint32_t abi_version; /* HRP_ABI_VERSION */
  uint32_t function_count;
  const hrp_function* functions;
  /* May be NULL. `environment` is a map of texts, the lines of .env. Something else than 0, with a
   * message in `problem`, ends the loading. */
  int (*open)(const hrp_api* api, const hrp_value* environment, hrp_value* problem);
  /* May be NULL. Called when no function runs any more; ends threads that the library has made. */
  void (*close)(void);
} hrp_library;

typedef const hrp_library* (*hrp_functions_symbol)(void);

#ifdef __cplusplus
}
#endif
#endif
