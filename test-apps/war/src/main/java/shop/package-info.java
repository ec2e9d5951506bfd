/** An application as it was written ten years ago. */
package shop;
