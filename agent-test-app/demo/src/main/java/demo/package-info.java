/** Tells the story of the agent with an application and database servers that are real, and checks that it is true. */
package demo;
