/**
 * What real browsers make of the hub: the official phoenix.js in three versions, and the sample page, in Chromium.
 *
 * <p>All classes share one {@link dev.wingbeat.browser.Browser}, driven by Debian's chromedriver, and open a {@link
 * dev.wingbeat.browser.Page} in it for each user they need. Without a browser the classes are skipped, and fail where CI
 * is set. A page waits for its own events and hands them over by promise; no test depends on time.
 */
@NullMarked
package dev.wingbeat.browser;

import org.jspecify.annotations.NullMarked;
