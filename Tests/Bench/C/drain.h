// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <yaml.h>

// Reads every event of a YAML text and lets it go: what libyaml alone costs. Gives the number of
// events, or -1 where the text cannot be read.
static inline long drain_yaml_events(const unsigned char *text, size_t length) {
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) return -1;
  yaml_parser_set_input_string(&parser, text, length);
  long count = 0;
  for (;;) {
    yaml_event_t event;
    if (!yaml_parser_parse(&parser, &event)) {
      count = -1;
      break;
    }
    yaml_event_type_t type = event.type;
    yaml_event_delete(&event);
    count++;
    if (type == YAML_STREAM_END_EVENT) break;
  }
  yaml_parser_delete(&parser);
  return count;
}
