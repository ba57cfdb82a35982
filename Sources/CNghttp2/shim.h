#ifndef LEADLINE_CNGHTTP2_H
#define LEADLINE_CNGHTTP2_H

#include <nghttp2/nghttp2.h>

#endif
